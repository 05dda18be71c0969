import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Whether an address belongs to the public internet: not to this machine, its network, or a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  // `process` takes an IPv4 address within an IPv6 one for what it is.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/**
 * Looks a name up for the connection itself, so that what was checked is what is connected to: a name that points
 * somewhere else a moment later gains nothing.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, []);
    const refused = addresses.find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined) return callback(new PrivateAddressError(hostname), []);
    if (options.all === true) return callback(null, addresses);
    const [first] = addresses;
    return callback(null, first?.address ?? '', first?.family);
  });
};

export class PrivateAddressError extends Error {
  constructor(host: string) {
    super(`${host} is a private address; set allowPrivate for this sink if it is meant`);
  }
}
