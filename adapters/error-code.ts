/** What a system error is called, such as ENOENT; null for one that has no name of that kind. */
export const errorCode = (error: unknown): string | null =>
  error instanceof Error && "code" in error ? String(error.code) : null
