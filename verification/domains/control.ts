/** A test by its file and its full name: the names of its describes and its own, joined by " > ". */
export interface TestId {
  readonly file: string
  readonly name: string
}

/** A site of one domain: two domains may have a guard of one name at a command of one name. */
export interface SiteId {
  readonly domain: string
  readonly site: string
}

/** A run of one domain's `liveness.json`: what TLC says of runs that go on for ever. */
export interface LivenessId {
  readonly domain: string
  readonly run: string
}

/** Who brings the control about, in FedRAMP's words. It is no status. */
export type Origination = "Configured by Customer" | "Provided by Customer" | "Shared" | "Inherited"

/** One leaf assessment objective of SP 800-53A, and what is shown for it. */
export interface Objective {
  /** As NIST's OSCAL catalogue names it. */
  readonly id: string
  /** What is asked for, in short. */
  readonly asks: string
  readonly origination: Origination
  /** What is claimed of the reference deployment. */
  readonly claim: string
  readonly threats: string
  /** What the claim takes for granted, and what of the objective nothing here shows. */
  readonly notShown: readonly string[]
  readonly sites: readonly SiteId[]
  /** Where the claim is that something comes about: the runs that show it, and those that show what it needs. */
  readonly liveness: readonly LivenessId[]
  readonly positive: readonly TestId[]
  readonly negative: readonly TestId[]
  /** Files and folders besides those of the tests. */
  readonly sources: readonly string[]
}

export interface Control {
  readonly id: string
  readonly title: string
  /** The smallest baseline that asks for it; "supplemental" lies outside NIST Moderate and FedRAMP Class C. */
  readonly baseline: "Moderate" | "FedRAMP Class C" | "supplemental"
  /** The most that may honestly be said of it. */
  readonly max: "implemented" | "partial"
  /** Every leaf objective of the control, none left out. */
  readonly objectives: readonly Objective[]
}
