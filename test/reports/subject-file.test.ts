import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { locateSubject } from '../../src/cli/reports/subject-file.js';

const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-subject-')));
const repository = path.join(root, 'repository');
mkdirSync(path.join(repository, '.git'), { recursive: true });
mkdirSync(path.join(repository, 'credit scores'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('the file that a check is about', () => {
  it('is told from the repository on, wherever the program runs', () => {
    const cwd = path.join(repository, 'credit scores');
    expect(locateSubject(cwd, path.join(cwd, 'models'))).toBe('credit%20scores/models/registry.json');
  });

  it('is told from the working directory on without a repository', () => {
    expect(locateSubject(root, path.join(root, 'models'))).toBe('models/registry.json');
  });

  it('is an absolute URI outside of the repository', () => {
    expect(locateSubject(repository, path.join(root, 'elsewhere'))).toBe(
      `file://${root}/elsewhere/registry.json`,
    );
  });

  it('is the configuration where that could not be read', () => {
    expect(locateSubject(repository, undefined)).toBe('.dharmarc');
  });
});
