/** The page of `dharma-gov help exit-codes`. */
export const EXIT_CODE_HELP = `Exit codes, the same in every output format:

  0    done, or allowed (also: it already was so)
  1    internal error: a bug in dharma-gov, never a verdict
  2    usage, configuration or input
  3    denied: a gate or the lifecycle refused, or drift was found
  4    not permitted by the operating system
  5    integrity: model files, baseline or log are not what was recorded
  6    conflict or busy, or the disk refused: nothing changed, safe to retry
  7    inconclusive: not enough data, a missing metric, nothing evaluated
  8    approval pending: nothing but people's approval is missing
  130  interrupted (Ctrl-C); 143 terminated

Warnings exit 0, or 3 with --fail-on warn.
`;
