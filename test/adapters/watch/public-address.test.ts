import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  isPublicAddress,
  lookupPublic,
  PrivateAddressError,
} from '../../../src/adapters/watch/public-address.js';

const PRIVATE = {
  'this machine': ['127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '0.1.2.3', '::'],
  'private networks': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'link-local addresses, a cloud’s metadata among them': [
    '169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
  ],
  'addresses that a provider shares out': ['100.64.0.1', '100.127.255.255'],
  'several at once': ['224.0.0.1', '255.255.255.255', 'ff02::1'],
  'tests, examples and what is reserved': [
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.1',
    '240.0.0.1',
    '2001:db8::1',
  ],
  'IPv4 within IPv6': [
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::127.0.0.1',
    '::7f00:1',
    '::ffff:0:127.0.0.1',
  ],
  'IPv4 behind a translator or in a tunnel': [
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
  ],
  'no address': ['', 'localhost', 'example.com', '1.2.3.4.5', '[::1]'],
} as const;

describe('an address', () => {
  it.each(Object.entries(PRIVATE))('is not public among %s', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it.each([
    [
      'of IPv4',
      ['1.1.1.1', '8.8.8.8', '172.15.0.1', '172.32.0.1', '100.63.255.255', '100.128.0.1', '169.253.0.1'],
    ],
    ['of IPv6', ['2606:4700:4700::1111', '2a00:1450:4001:81b::200e']],
    ['of IPv4 within IPv6', ['::ffff:8.8.8.8', '64:ff9b::8.8.8.8']],
  ])('is public otherwise: %s', (_, addresses) => {
    expect(addresses.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://①②⑦.0.0.1/',
  ])('is known in whatever way it is written: %s', (url) => {
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect(isPublicAddress(new URL(url).hostname)).toBe(false);
  });
});

describe('a name', () => {
  it('that means an address of this machine is not connected to', async () => {
    await expect(promisify(lookupPublic)('localhost', { all: true })).rejects.toThrow(
      new PrivateAddressError('localhost'),
    );
    await expect(promisify(lookupPublic)('localhost', {})).rejects.toThrow(PrivateAddressError);
  });
});
