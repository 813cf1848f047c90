import type { Control, Objective, TestId } from "../../../verification/domains/control.ts"
import { type Certificate, certificateFor } from "../../../verification/evidence/certificate.ts"
import { type DomainFindings, type Findings, judge, testsOf } from "../../../verification/evidence/judge.ts"
import { runOf } from "../../../verification/evidence/tests.ts"
import { ROOT } from "../../../verification/run/sources.ts"

/** One control with two objectives over two domains, which share a guard's name, and findings under which both are satisfied. */

export const test = (name: string): TestId => ({ file: "test/a.test.ts", name })

export const control = (changed: Partial<Control> = {}): Control => ({
  id: "XX-1",
  title: "Something",
  baseline: "Moderate",
  max: "implemented",
  objectives: [objective("xx-1_obj.a"), objective("xx-1_obj.b")],
  ...changed,
})

export const objective = (id: string, changed: Partial<Objective> = {}): Objective => ({
  id,
  asks: "something",
  origination: "Shared",
  claim: "a claim",
  threats: "a threat",
  notShown: ["what is left"],
  sites: [
    { domain: "house", site: "isGood@go" },
    { domain: "house", site: "sameIsSame@rule" },
    { domain: "garden", site: "isGood@go" },
  ],
  liveness: [{ domain: "garden", run: "itGrows" }],
  positive: [test(`${id} > lets good ones pass`)],
  negative: [test(`${id} > refuses bad ones`)],
  sources: [],
  ...changed,
})

const negative = (property: string) => ({ property, instance: "small", because: `not ${property}` })

export const house = (changed: Partial<DomainFindings> = {}): DomainFindings => ({
  certificate: certified("house"),
  negatives: new Map([
    ["isGood@go", negative("OnlyGood")],
    ["sameIsSame@rule", negative("OneIsOne")],
  ]),
  liveness: [],
  words: { OnlyGood: "Only good ones pass.", OneIsOne: "One is one." },
  ...changed,
})

export const garden = (changed: Partial<DomainFindings> = {}): DomainFindings => ({
  certificate: certified("garden"),
  negatives: new Map([["isGood@go", negative("OnlyGreen")]]),
  liveness: [{ name: "itGrows", property: "AllGrow", expect: "holds", because: "It rains." }],
  words: { OnlyGreen: "Only green ones pass." },
  ...changed,
})

/** A report as Vitest writes it: every test of the control passed, those in `statuses` did as said, `null` is left out. */
export const report = (
  statuses: Readonly<Record<string, string | null>> = {},
  { objectives }: Control = control(),
): string => {
  const every = objectives.flatMap((one) => Object.values(testsOf(one, { domains: domains() })).flat())
  const ran = every.filter(({ name }) => statuses[name] !== null)
  return JSON.stringify({
    testResults: ran.map(({ file, name }) => {
      const titles = name.split(" > ")
      return {
        name: `${ROOT}${file}`,
        assertionResults: [
          { ancestorTitles: titles.slice(0, -1), title: titles.at(-1), status: statuses[name] ?? "passed" },
        ],
      }
    }),
  })
}

const digests = () => ({ model: "m", library: "l", kernel: "k" })

const entry = (name: string, site: string, property: string) => ({
  name,
  site,
  property,
  killed: true,
  equal: true,
  replayed: true,
})
const isGood = (domain: string) => entry("isGood", "go", domain === "house" ? "OnlyGood" : "OnlyGreen")
const sameIsSame = () => entry("sameIsSame", "rule", "OneIsOne")
const itGrows = () => ({ property: "itGrows", expected: "holds", ok: true })

/** A certificate of both domains, in which all is well but for what is changed in one of them. */
export const certificate = (domain = "house", changed: object = {}) => ({
  toolchain: { tlc: "2.18", jar: "j" },
  domains: ["house", "garden"].map((name) => ({
    name,
    ok: true,
    states: 2,
    edges: 3,
    equal: true,
    guards: name === "house" ? [isGood(name), sameIsSame()] : [isGood(name)],
    liveness: name === "house" ? [] : [itGrows()],
    bounds: [{ instance: "small", about: "a small one" }],
    digests: digests(),
    ...(name === domain ? changed : {}),
  })),
  compositions: [twice()],
})

/** Two runs of the house's machine. */
const twice = () => ({
  name: "Twice",
  domain: "house",
  ok: true,
  properties: ["NothingDiffers"],
  states: 4,
  instances: [{ instance: "small", holds: true }],
  guards: [
    { name: "isGood", site: "go", expected: "falls", ok: true },
    { name: "sameIsSame", site: "rule", expected: "stands", ok: true },
  ],
})

/** The certificate with what it says of two runs changed, or left out. */
export const certificateWithTwice = (changed: object | null) => ({
  ...certificate(),
  compositions: changed === null ? [] : [{ ...twice(), ...changed }],
})

/** The certificate with one entry of a domain changed, or left out. */
export const certificateWith = (domain: string, changed: object | null) =>
  certificate(domain, {
    guards: [
      ...(changed === null ? [] : [{ ...isGood(domain), ...changed }]),
      ...(domain === "house" ? [sameIsSame()] : []),
    ],
  })

/** The certificate with the garden's run changed, or left out. */
export const certificateWithRun = (changed: object | null) =>
  certificate("garden", { liveness: changed === null ? [] : [{ ...itGrows(), ...changed }] })

export const certified = (domain: string, written: object | null = certificate(), now = digests()): Certificate =>
  certificateFor(domain, written === null ? null : JSON.stringify(written), now, domain === "house" ? ["Twice"] : [])

export const domains = (
  changed: { readonly house?: Partial<DomainFindings>; readonly garden?: Partial<DomainFindings> } = {},
): Findings["domains"] =>
  new Map([
    ["house", house(changed.house)],
    ["garden", garden(changed.garden)],
  ])

/** Both domains as this certificate has them. */
export const certifiedBy = (written: object | null, now = digests()): Pick<Findings, "domains"> => ({
  domains: domains({
    house: { certificate: certified("house", written, now) },
    garden: { certificate: certified("garden", written, now) },
  }),
})

export const findings = (changed: Partial<Findings> = {}): Findings => ({
  domains: domains(),
  run: runOf(report()),
  sources: () => [{ path: "kernel/a.ts", sha256: "abc" }],
  ...changed,
})

export const judged = (changed: Partial<Findings> = {}, of = control()) => judge([of], findings(changed))
