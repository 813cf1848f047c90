import { workerData } from "node:worker_threads"

/**
 * A thread that ends its process when whoever started that is gone, also while the process is busy with a task that nobody
 * waits for any more: who was killed takes no leave, and whoever is busy hears of none. It is given who that was, since they
 * may be gone before it begins.
 */
const LOOK_MS = 500

setInterval(() => {
  if (process.ppid !== workerData) process.kill(process.pid, "SIGKILL")
}, LOOK_MS)
