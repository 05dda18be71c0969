import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const DOMAIN = [
  'core',
  'stats',
  'commit-log',
  'config',
  'registry',
  'predictions',
  'drift',
  'performance',
  'quality',
  'checks',
  'alerts',
  'experiments',
  'gates',
  'notifications',
];

/** No I/O, no clock, no chance in these. */
const PURE = [...DOMAIN, 'governance', 'watch'];

/** room -> rooms it may import from, besides itself; the reasons are in CONTRIBUTING.md. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  stats: ['core'],
  'commit-log': ['core'],
  config: ['core'],
  registry: ['core', 'commit-log'],
  predictions: ['core', 'commit-log'],
  drift: ['core', 'stats'],
  performance: ['core', 'stats'],
  quality: ['core', 'stats'],
  checks: ['core'],
  // An alert is an event of the registry, and is about what a check has found.
  alerts: ['core', 'registry', 'checks'],
  // A test is a part of the registry's state; here is what can be concluded from it.
  experiments: ['core', 'stats', 'registry'],
  // A policy is a part of the configuration.
  gates: ['core', 'config'],
  // What is told is what the log says, to where the configuration says.
  notifications: ['core', 'config', 'commit-log', 'registry'],
  governance: DOMAIN,
  watch: [...DOMAIN, 'governance'],
  adapters: [...DOMAIN, 'governance', 'watch'],
  // Files at the top of src/: the wiring and the library surface.
  '.': [...DOMAIN, 'governance', 'watch', 'adapters'],
  cli: [...DOMAIN, 'governance', 'watch', 'adapters', '.'],
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);

function roomOf(file: string): string {
  return file.includes(path.sep) ? (file.split(path.sep)[0] ?? '') : '.';
}

const imports = files.flatMap((file) =>
  [...readFileSync(path.join('src', file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier = '']) => ({ file, specifier }),
  ),
);

describe('the house', () => {
  it('has files and imports to check', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(100);
  });

  it('lets each room import only from the rooms below it', () => {
    const wrong = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ file, specifier }) => ({ file, target: path.join(path.dirname(file), specifier) }))
      .filter(({ target }) => !target.startsWith('..'))
      .filter(({ file, target }) => roomOf(file) !== roomOf(target))
      .filter(({ file, target }) => !(MAY_IMPORT[roomOf(file)] ?? []).includes(roomOf(target)))
      .map(({ file, target }) => `${file} imports ${target}: ${roomOf(file)} may not know ${roomOf(target)}`);
    expect(wrong).toEqual([]);
  });

  it('keeps I/O, clock, random and environment out of the domain', () => {
    const nodeImports = imports
      .filter(({ file, specifier }) => PURE.includes(roomOf(file)) && specifier.startsWith('node:'))
      .map(
        ({ file, specifier }) =>
          `${file} imports ${specifier}: the domain declares a port, adapters/ implements it`,
      );
    const ambient = files
      .filter((file) => PURE.includes(roomOf(file)))
      .filter((file) =>
        /\b(Date\.now|new Date\(\)|Math\.random|process\.|console\.)/.test(
          readFileSync(path.join('src', file), 'utf8'),
        ),
      )
      .map((file) => `${file} reads the clock, random or the process: take it as an argument`);
    expect([...nodeImports, ...ambient]).toEqual([]);
  });

  it('never exits the process from src/, so that output is flushed and callers stay in charge', () => {
    expect(
      files.filter((file) => readFileSync(path.join('src', file), 'utf8').includes('process.exit(')),
    ).toEqual([]);
  });

  it('has no room for leftovers', () => {
    const leftovers = /(^|\/)(utils?|helpers?|common|shared|managers?)(\/|\.ts$)/;
    expect(files.filter((file) => leftovers.test(file))).toEqual([]);
  });
});
