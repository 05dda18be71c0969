import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PYTHON, runHere, skipWithout } from '../host-tools.js';

describe('what is shipped for systemd and Kubernetes', () => {
  it('has units that systemd takes without a word, and that leave little to attack', async (context) => {
    await skipWithout(context, 'systemd-analyze');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-units-'));
    try {
      cpSync('deploy/systemd', folder, { recursive: true });
      const units = readdirSync(folder);
      expect(units.length).toBe(3);
      const services = units.filter((name) => name.endsWith('.service'));
      // A program that is there, whatever it is: where ours gets installed is for its user to say.
      for (const name of services) {
        const unit = path.join(folder, name);
        writeFileSync(unit, readFileSync(unit, 'utf8').replace('/usr/local/bin/dharma-gov', '/bin/true'));
      }
      const paths = units.map((name) => path.join(folder, name));
      const verified = await runHere('systemd-analyze', ['verify', ...paths]);
      expect(verified).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      for (const name of services) {
        // Of 100: 50 is what systemd calls medium.
        const args = ['security', '--offline=true', '--threshold=40', path.join(folder, name)];
        const judged = await runHere('systemd-analyze', args);
        expect(judged.exitCode, judged.stdout + judged.stderr).toBe(0);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has manifests that are valid by the schemas of Kubernetes, down to the last field', async (context) => {
    await skipWithout(context, 'kubernetes-validate', [PYTHON, '-m', 'kubernetes_validate', '--version']);
    const files = readdirSync('deploy/kubernetes').map((name) => `deploy/kubernetes/${name}`);
    expect(files.length).toBe(2);
    const checked = await runHere(PYTHON, ['-m', 'kubernetes_validate', '--strict', ...files]);
    expect(checked.exitCode, checked.stdout + checked.stderr).toBe(0);
  });
});
