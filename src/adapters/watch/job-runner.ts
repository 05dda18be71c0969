import { type ChildProcess, fork } from 'node:child_process';
import type { Config } from '../../config/keys.js';
import { isJobReport, type JobReport, jobReport } from '../../governance/watch/job-report.js';
import type { JobOptions } from '../../governance/watch/ports.js';
import type { JobRunner, RunningJob } from '../../watch/ports.js';
import type { Unit } from '../../watch/unit.js';

/** The word by which the program knows that it is to do a job and report it. No person types it. */
export const JOB_WORD = 'watch-job';

/** What a process is told that does a job: all that it needs, so that it reads no configuration of its own. */
export interface JobRequest {
  readonly unit: Unit;
  readonly config: Config;
  readonly options: JobOptions;
  /** Absolute; `place` is how a user would write it. */
  readonly registryFolder: string;
  readonly place: string;
  /** Where relative paths of the configuration start. */
  readonly baseFolder: string;
  readonly actor: string;
}

/** So much of what a process wrote before it came to no good end is told. */
const TAIL_BYTES = 2_000;

/**
 * Does each job in a process of its own: one that hangs can be ended, one that crashes takes nothing with it, and what it
 * took of memory is given back.
 * @param program the program's file, as it was started
 */
export function createJobRunner(program: string, request: Omit<JobRequest, 'unit' | 'config'>): JobRunner {
  return { start: (unit, config) => new JobProcess(program, { ...request, unit, config }) };
}

class JobProcess implements RunningJob {
  readonly ended: Promise<JobReport>;
  private readonly child: ChildProcess;
  private killReason: string | undefined;
  private report: JobReport | undefined;
  private errors = '';

  constructor(program: string, request: JobRequest) {
    // A session of its own: Ctrl-C in the terminal is for us to handle, and what a job starts ends with it.
    this.child = fork(program, [JOB_WORD], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-TAIL_BYTES);
    });
    this.child.on('message', (message) => {
      if (isJobReport(message)) this.report = message;
    });
    this.ended = new Promise((resolve) => {
      // Once the streams are closed, too: what it wrote last is what tells why.
      this.child.once('close', (code, signal) => resolve(this.describeEnd(code, signal)));
      this.child.once('error', (error) =>
        resolve(jobReport('failed', `the process could not be started: ${error.message}`)),
      );
    });
    // The callback takes what a process that died at once would make of it; its end is reported anyway.
    this.child.send(request, () => {});
  }

  kill(reason: string, graceMs: number): void {
    this.killReason ??= reason;
    this.signal('SIGTERM');
    setTimeout(() => this.signal('SIGKILL'), graceMs).unref();
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      // The process and all that it started.
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch {
      // It ended in this moment.
    }
  }

  private describeEnd(code: number | null, signal: NodeJS.Signals | null): JobReport {
    if (this.report !== undefined) return this.report;
    if (this.killReason !== undefined) return jobReport('failed', this.killReason);
    const end = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    const tail = this.errors.trim().replace(/\s*\n\s*/g, ' ');
    return jobReport(
      'failed',
      `the process of the job ${end} before it was done${tail === '' ? '' : `: ${tail}`}`,
    );
  }
}
