/**
 * By this variable the run tells the test runner's configuration, which Stryker loads beside the mutants, which tests an
 * area's are: that configuration loads nothing of the kernel.
 */
export const TESTS = "INTERLOCK_MUTATION_TESTS"
