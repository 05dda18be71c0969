import type { QualityReport } from '../../quality/evaluate-quality.js';
import type { SegmentReport } from './check-segments.js';

/** What a drift check found, in a sentence. */
export function summarizeCheck(
  drift: string,
  segments: SegmentReport | null,
  quality: QualityReport,
): string {
  return [drift, ...describeSegments(segments), ...describeQuality(quality)].join('; ');
}

function describeQuality({ findings }: QualityReport): string[] {
  const [worst, ...others] = findings;
  if (worst === undefined) return [];
  return [`data quality: ${worst.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`];
}

function describeSegments(report: SegmentReport | null): string[] {
  if (report === null) return [];
  const { column, segments, minRows } = report;
  if (segments.length === 0) return [`no value of ${column} has ${minRows} rows on both sides`];
  const drifted = segments.filter(({ verdict }) => verdict === 'fail').length;
  const found = segments.filter(({ findings }) => findings.length > 0).length;
  const quality = found === 0 ? '' : `, ${found} with findings of data quality`;
  return [`${drifted} of ${segments.length} segments by ${column} drifted${quality}`];
}
