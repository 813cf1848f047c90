/** How long an idempotency key stands for its first answer where the tenant doesn't say, as a config file would. */
export const ANSWERS = "24h"
