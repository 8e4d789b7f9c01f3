package io.glueconnector.aws;

/**
 * The identity of a connection in AWS.
 *
 * @param account the account id
 * @param arn the user or assumed role
 * @param roleOpenWithoutExternalId whether the connection's role can be assumed without its External ID
 */
public record Identity(String account, String arn, boolean roleOpenWithoutExternalId) {}
