import { EXIT_CODES } from './errors.js';

/** The outcome of a judgement. `unknown` means "could not decide" and is never a pass. */
export const VERDICTS = ['pass', 'warn', 'fail', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The process exit code a verdict stands for, whatever the output format. */
export function exitCodeOfVerdict(verdict: Verdict, failOn: 'fail' | 'warn'): number {
  if (verdict === 'fail') return EXIT_CODES.denied;
  if (verdict === 'unknown') return EXIT_CODES.inconclusive;
  if (verdict === 'warn' && failOn === 'warn') return EXIT_CODES.denied;
  return EXIT_CODES.ok;
}

const SEVERITY: Record<Verdict, number> = { pass: 0, warn: 1, unknown: 2, fail: 3 };

/** The verdict of several: any `fail` fails, else any `unknown` is unknown, else any `warn` warns. Empty is unknown. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return (
    verdicts.reduce<Verdict | undefined>(
      (worst, next) => (worst === undefined || SEVERITY[next] > SEVERITY[worst] ? next : worst),
      undefined,
    ) ?? 'unknown'
  );
}
