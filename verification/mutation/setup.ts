import * as fc from "fast-check"

// One seed, so that a mutant that is killed is killed every time; few runs, and no shrinking, since nobody reads the counterexample.
fc.configureGlobal({ seed: 20_261_121, endOnFailure: true, numRuns: 60 })
