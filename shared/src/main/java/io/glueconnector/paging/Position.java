package io.glueconnector.paging;

/**
 * Where a response ended: after an item, on the page of a token. Glue's tokens name whole pages only.
 *
 * @param token Glue's token of the page, empty for the first page
 * @param after the item's id, empty for the beginning of the page
 */
record Position(String token, String after) {
    static final Position START = new Position("", "");

    static Position parse(String text) {
        int end = text.indexOf('\n');
        return new Position(text.substring(end + 1), text.substring(0, end));
    }

    String text() {
        return after + "\n" + token;
    }
}
