/**
 * The bucket of a unit as GrowthBook's hash version 2 has it, in steps of 1 / 10,000: FNV-1a (32 bits) of
 * `salt` + `unitId`, written as a decimal and hashed again. It hashes UTF-16 units, so an id beyond ASCII has another
 * bucket than a program would give it that hashes UTF-8.
 */
export function bucketByFnv(salt: string, unitId: string): number {
  return (fnv1a32(String(fnv1a32(salt + unitId))) % 10_000) / 10_000;
}

/** FNV-1a, 32 bits, over the UTF-16 units of a text. http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
