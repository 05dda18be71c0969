import { type AuditReport, auditLog } from '../commit-log/audit.js';
import type { LogHead } from '../commit-log/entry.js';
import type { Governance } from './context.js';

/**
 * Checks every link of the log without trusting any of it, and that the snapshot was folded from this very log.
 * @param expectedHead hash that the log must end in, as noted down elsewhere; null to take the log's word for it
 */
export async function auditRegistry(
  governance: Governance,
  expectedHead: string | null,
): Promise<AuditReport> {
  const snapshot = await governance.snapshot.read();
  const snapshotHead: LogHead | null = snapshot.kind === 'current' ? snapshot.state.head : null;
  return auditLog(await governance.log.survey(), governance.sha256, { expectedHead, snapshotHead });
}
