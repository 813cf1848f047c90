import { ADMIN } from "../../../../kernel/actors.ts"
import {
  type Event,
  actor,
  ann,
  bob,
  bot,
  carol,
  disable,
  enable,
  enrol,
  foreign,
  foreignHr,
  hr,
  registerOf,
  root,
  scope,
  settings,
} from "../../../fixtures/sessions.ts"
import { type Rows, cases, enrolled } from "./case.ts"

/** Who is no directory, whatever else they are. */
const others = () => [
  ann(),
  root(),
  bot(),
  actor("hr", { kind: "service", roles: ["payroll"] }),
  actor("director", { roles: [ADMIN, "Directory"] }),
]
/** Somebody in person may be one, too. */
const clerk = () => actor("clerk", { roles: ["directory"] })

const directing = (event: (by: ReturnType<typeof hr>) => Event, told: ReturnType<typeof enrolled>) => ({
  tenant: () => ({
    refused: cases(told, event(foreignHr()), event(foreign(clerk()))),
    accepted: cases(told, event(hr()), event(clerk())),
  }),
  directory: () => ({
    refused: cases(told, ...others().map(event)),
    accepted: cases(told, event(hr()), event(clerk())),
  }),
})

export const enrolling = (): Rows => {
  const { tenant, directory } = directing((by) => [1, enrol(carol(), by)], enrolled())
  const named = registerOf(settings({ directory: ["clerks", "payroll"] }))
  return {
    "actorIsOfTenant@enrol": tenant,
    "enrolerIsDirectory@enrol": () => {
      const { refused, accepted } = directory()
      return {
        refused: [...refused, ...cases(registerOf(settings({ directory: [] })), [1, enrol(carol())])],
        accepted: [...accepted, ...cases(named, [1, enrol(carol())])],
      }
    },
  }
}

export const disabling = (): Rows => {
  const { tenant, directory } = directing((by) => [1, disable(ann(), by)], enrolled())
  return { "actorIsOfTenant@disable": tenant, "disablerIsDirectory@disable": directory }
}

export const enabling = (): Rows => {
  const gone = enrolled([1, disable(bob())])
  const { tenant, directory } = directing((by) => [1, enable(bob(), by, scope(["mail", "read"]))], gone)
  return { "actorIsOfTenant@enable": tenant, "disablerIsDirectory@enable": directory }
}
