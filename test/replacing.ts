/** Files that replace a module for themselves (`vi.mock`): in a worker that others share, those would be given it too. */
export const REPLACING: readonly string[] = ["test/adapters/library/repeats.test.ts"]
