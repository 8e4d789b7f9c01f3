// AWS Signature Version 4 for API Gateway, for a client that openapi-generator's typescript-fetch made:
// new Configuration({ basePath, fetchApi: signed(credentials, region) })
import { AwsClient } from "aws4fetch";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Returns a fetch that signs each request. */
export function signed(credentials: () => Promise<Credentials>, region: string): typeof fetch {
  return async (url, init) => {
    // By default, aws4fetch repeats each request whose response is 429 or 5xx. The caller decides that here.
    const signer = new AwsClient({ ...(await credentials()), service: "execute-api", region, retries: 0 });
    return signer.fetch(url.toString(), init);
  };
}
