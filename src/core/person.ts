/**
 * Whether two names are one person's: the same mail address, or the same name where one of them has none. Case and
 * spaces do not matter, so `Ada <ADA@example.org>` is `ada@example.org`. Nothing proves who a name belongs to.
 */
export function isSamePerson(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [parsePerson(a), parsePerson(b)];
  return one.mail !== null && other.mail !== null ? one.mail === other.mail : one.name === other.name;
}

interface Person {
  readonly name: string;
  readonly mail: string | null;
}

/** `Ada <ada@example.org>`, `ada@example.org` or a name. */
function parsePerson(text: string): Person {
  const plain = normalize(text);
  const [, name, mail] = /^([^<>]*)<(\S+@[^\s<>]+)>$/.exec(plain) ?? [];
  if (name !== undefined && mail !== undefined) return { name: name.trim() || mail, mail };
  return { name: plain, mail: /^\S+@\S+$/.test(plain) ? plain : null };
}

/** One spelling of what looks the same, without characters that cannot be seen. */
function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?!\s)\p{Cc}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
