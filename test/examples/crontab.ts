/** A crontab as cron reads it. */
export interface Crontab {
  readonly variables: Readonly<Record<string, string>>;
  readonly lines: readonly CronLine[];
}

export interface CronLine {
  readonly schedule: string;
  /** What `$SHELL -c` gets. */
  readonly command: string;
}

/** By crontab(5) of Debian: variables, and lines of five fields and a command, where `\%` is a percent sign. */
export function parseCrontab(text: string): Crontab {
  const variables: Record<string, string> = {};
  const lines: CronLine[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, value] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    const [, schedule, command] = /^((?:[\d*/,-]+\s+){5})(.+)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables[name] = value;
    else if (schedule !== undefined && command !== undefined)
      lines.push({ schedule: schedule.trim(), command: commandOf(command) });
    else throw new Error(`neither a variable nor a line of five fields and a command: ${line}`);
  }
  return { variables, lines };
}

/** Cron would end the command at a percent sign that is not escaped. */
function commandOf(text: string): string {
  return (text.split(/(?<!\\)%/)[0] ?? '').replaceAll('\\%', '%');
}
