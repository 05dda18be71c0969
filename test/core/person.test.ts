import { describe, expect, it } from 'vitest';
import { isSamePerson } from '../../src/core/person.js';

describe('a person', () => {
  it.each([
    ['ada', 'Ada'],
    ['ada@example.org', 'Ada Lovelace <ADA@example.org>'],
    ['Ada Lovelace <ada@example.org>', 'A. King <ada@example.org>'],
    ['Ada  Lovelace', ' ada lovelace'],
    ['Ada Lovelace', 'Ada Lovelace <ada@example.org>'],
    ['<ada@example.org>', 'ada@example.org'],
    ['ada\u200b', 'ada'],
    ['ada\u034f', 'ada'],
    ['a\u0001da', 'ada'],
    ['ada \ufe0f lovelace', 'Ada Lovelace'],
    ['ａｄａ', 'ada'],
    ['Jose\u0301', 'José'],
  ])('is the same under %j and %j', (a, b) => {
    expect(isSamePerson(a, b)).toBe(true);
    expect(isSamePerson(b, a)).toBe(true);
  });

  it.each([
    ['ada', 'grace'],
    ['Ada <ada@example.org>', 'Ada <ada@elsewhere.org>'],
    ['ada', 'ada@example.org'],
    ['ada@example.org', 'grace <grace@example.org>'],
    ['', 'ada'],
    ['<ada>', '<grace>'],
    ['<ada@example.org>', ''],
  ])('is another under %j and %j', (a, b) => {
    expect(isSamePerson(a, b)).toBe(false);
    expect(isSamePerson(b, a)).toBe(false);
  });
});
