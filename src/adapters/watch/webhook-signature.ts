import { createHmac } from 'node:crypto';

/**
 * Headers of Standard Webhooks: who knows the secret can tell that a request is ours, as it was, and not an old one played
 * again. The signature is HMAC-SHA256 over `id.timestamp.body`.
 * @param secret `whsec_` and base64, or any text
 * @param timestampS seconds since 1970
 */
export function signatureHeaders(
  secret: string,
  id: string,
  timestampS: number,
  body: string,
): Record<string, string> {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const signature = createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64');
  return { 'webhook-signature': `v1,${signature}` };
}
