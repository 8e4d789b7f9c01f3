package io.glueconnector.aws;

/**
 * Who a connection is to AWS.
 *
 * @param account the account id
 * @param arn the user or assumed role
 * @param roleOpenWithoutExternalId whether the connection's role can be assumed without its External ID
 */
public record Identity(String account, String arn, boolean roleOpenWithoutExternalId) {}
