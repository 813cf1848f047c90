import { type Certificate, certificateFor } from "../../../verification/evidence/certificate.ts"
import type { Findings } from "../../../verification/evidence/judge.ts"
import { judge, testsOf } from "../../../verification/evidence/judge.ts"
import type { Control, TestId } from "../../../verification/evidence/rows.ts"
import { runOf } from "../../../verification/evidence/tests.ts"
import { ROOT } from "../../../verification/run/sources.ts"

/** One control with two objectives, a guard and a rule, and findings under which both are satisfied. */

export const test = (name: string): TestId => ({ file: "test/a.test.ts", name })

export const control = (changed: Partial<Control> = {}): Control => ({
  id: "XX-1",
  title: "Something",
  baseline: "Moderate",
  max: "implemented",
  objectives: [objective("xx-1_obj.a"), objective("xx-1_obj.b")],
  ...changed,
})

export const objective = (
  id: string,
  changed: Partial<Control["objectives"][number]> = {},
): Control["objectives"][number] => ({
  id,
  asks: "something",
  origination: "Shared",
  claim: "a claim",
  threats: "a threat",
  notShown: ["what is left"],
  sites: ["isGood@go", "sameIsSame@rule"],
  positive: [test(`${id} > lets good ones pass`)],
  negative: [test(`${id} > refuses bad ones`)],
  sources: [],
  ...changed,
})

const negative = (property: string) => ({ property, instance: "small", because: `not ${property}` })

export const negatives = () =>
  new Map([
    ["isGood@go", negative("OnlyGood")],
    ["sameIsSame@rule", negative("OneIsOne")],
  ])

/** A report as Vitest writes it: every test of the control passed, those in `statuses` did as said, `null` is left out. */
export const report = (
  statuses: Readonly<Record<string, string | null>> = {},
  { objectives }: Control = control(),
): string => {
  const every = objectives.flatMap((one) => Object.values(testsOf(one, negatives())).flat())
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

/** A certificate of a domain called `house`, in which all is well but for what is changed. */
export const certificate = (
  changed: object = {},
  guards: readonly object[] = [entry("isGood", "go", "OnlyGood"), entry("sameIsSame", "rule", "OneIsOne")],
) => ({
  toolchain: { tlc: "2.18", jar: "j" },
  domains: [
    {
      name: "house",
      ok: true,
      states: 2,
      edges: 3,
      equal: true,
      guards,
      bounds: [{ instance: "small", about: "a small one" }],
      digests: digests(),
      ...changed,
    },
  ],
})

/** The certificate with one entry changed, or left out. */
export const certificateWith = (changed: object | null) =>
  certificate({}, [
    ...(changed === null ? [] : [{ ...entry("isGood", "go", "OnlyGood"), ...changed }]),
    entry("sameIsSame", "rule", "OneIsOne"),
  ])

export const certified = (written: object | null = certificate(), now = digests()): Certificate =>
  certificateFor("house", written === null ? null : JSON.stringify(written), now)

export const findings = (changed: Partial<Findings> = {}): Findings => ({
  certificate: certified(),
  negatives: negatives(),
  words: { OnlyGood: "Only good ones pass.", OneIsOne: "One is one." },
  run: runOf(report()),
  sources: () => [{ path: "kernel/a.ts", sha256: "abc" }],
  ...changed,
})

export const judged = (changed: Partial<Findings> = {}, of = control()) => judge([of], findings(changed))
