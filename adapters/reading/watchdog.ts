/**
 * A thread that ends its process when whoever started that is gone, also while the process is busy with a task that nobody
 * waits for any more: who was killed takes no leave, and whoever is busy hears of none.
 */
const LOOK_MS = 500

const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL")
}, LOOK_MS)
