import type { Io } from '../io.js';

type Paint = (text: string) => string;

/** What a view may know of where it is printed. */
export interface Screen {
  readonly isTty: boolean;
  readonly columns: number;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const plain: Paint = (text) => text;

/** Colours only on a terminal that wants them; the library behind them is not even loaded elsewhere. */
export async function openScreen(
  stream: NodeJS.WriteStream,
  env: Io['env'],
  allowColor: boolean,
): Promise<Screen> {
  const isTty = stream.isTTY === true;
  const base = { isTty, columns: isTty ? Math.max(stream.columns, 40) : 100 };
  if (!allowColor || !wantsColor(isTty, env)) {
    return { ...base, bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };
  }
  const { Chalk } = await import('chalk');
  const { bold, dim, red, green, yellow, cyan } = new Chalk({ level: 1 });
  return { ...base, bold, dim, red, green, yellow, cyan };
}

function wantsColor(isTty: boolean, env: Io['env']): boolean {
  return isTty && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
