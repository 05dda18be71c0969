// Preloaded into a process under measurement: leaves its peak memory in the file named by PEAK_MEMORY_FILE, in MB.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS / 1024));
});
