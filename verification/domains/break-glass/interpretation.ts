import { Actor, Caller, type Identity, type Principal, principalOf } from "../../../kernel/actors.ts"
import { Action, GrantId, type Kept, Settings, Terms } from "../../../kernel/break-glass/break-glass.ts"
import { termsDigest } from "../../../kernel/break-glass/guards.ts"
import type { Digest } from "../../../kernel/digest.ts"
import type { Factor } from "../../../kernel/factor.ts"
import { sameJson } from "../../../kernel/json.ts"
import type { Keyring } from "../../../kernel/keyring.ts"
import { type Instant, later } from "../../../kernel/time.ts"
import { type Clock, NEVER, clockOf } from "../clock.ts"
import { readAs } from "../instance.ts"
import { named, namedActors, namedCallers, onlyOne, table, unsayable } from "../names.ts"
import { keyOf } from "../signatures.ts"
import { type Constants, type ModelPair, written } from "./instance.ts"

/** The name of nobody. */
const NONE = "none"

type Form = Pick<Kept, "holder" | "agent" | "reason" | "scope" | "durationMs">

/** The names of an instance as the kernel's values, and back. Whatever goes to the kernel went through the kernel's own parsers. */
export interface Interpretation {
  readonly grants: readonly GrantId[]
  readonly clock: Clock
  /** The settings in force as long as everybody has their key and roles, and nobody changes the policy. */
  readonly settings: Settings
  /** The same under the deployment of that name. */
  readonly settingsUnder: (deployment: string) => Settings
  /** How many uses stand for any number above. */
  readonly useCap: number
  readonly actor: (name: string) => Actor
  readonly caller: (name: string) => Caller
  readonly form: (name: string) => Form & { readonly by: Actor }
  readonly deed: (name: string) => Action
  /** The second factor that the holder of a form proved at a moment, null for never. */
  readonly factor: (form: string, moment: string) => Factor | null
  readonly terms: (name: string) => Digest
  readonly nameOf: {
    readonly actor: (who: Identity) => string
    readonly caller: (caller: Caller) => string
    readonly form: (grant: GrantId, kept: Kept) => string
    readonly deed: (deed: Action) => string
    /** When the second factor was proven, by the one key that its holder has. */
    readonly factor: (kept: Pick<Kept, "holder" | "factor">) => number
    readonly terms: (terms: Digest) => string
    readonly tick: (at: Instant | null) => number
  }
}

/** Throws InstanceError for what the kernel's parsers refuse, for a name that isn't there, and for two names of one thing. */
export const interpretationOf = (constants: Constants): Interpretation => {
  const { Actors, Callers, Forms, Deeds, Moments, Deployments, Grants, Horizon, UseCap } = constants
  const clock = clockOf(Horizon)
  const actors = table("actor", Actors, ({ id, tenant, kind, roles }) =>
    readAs(Actor, { id, tenant, kind, roles }, "an actor"),
  )
  const callers = table("caller", Callers, ({ actor, person }) =>
    readAs(Caller, { actor: actors.of(actor), person: actors.of(person) }, "a caller"),
  )
  const ringOf = ({ keyless, demoted }: Pick<Deployment, "keyless" | "demoted">): Keyring => {
    const [lost, without] = [keyless, demoted].map((names) => names.map((name) => keyOf(actors.of(name))))
    const owned = actors.entries.map(([, actor]) => [keyOf(actor), actor] as const)
    const kept = owned.filter(([key]) => lost?.includes(key) !== true)
    return Object.fromEntries(
      kept.map(([key, actor]) => [key, without?.includes(key) === true ? { ...actor, roles: [] } : actor]),
    )
  }
  const settings = settingsOf(constants.Settings, ringOf({ keyless: [], demoted: [] }))
  const deployments = table("deployment", Deployments, ({ keyless, demoted, ...policy }) =>
    settingsOf({ ...constants.Settings, ...policy }, ringOf({ keyless, demoted })),
  )
  const principal = (name: string): Principal => principalOf(actors.of(name))
  const forms = table("form", Forms, ({ holder, agent, reason, scope, duration }) => ({
    by: actors.of(holder),
    ...readAs(
      FormParts,
      {
        holder: principal(holder),
        agent: agent === NONE ? null : principal(agent),
        reason,
        scope: pairsOf(scope),
        durationMs: duration,
      },
      "a form",
    ),
  }))
  const deeds = table("deed", Deeds, ({ tool, resources, opens, toWorld }) => {
    const opened = new Map(opens.map(({ resource, type }) => [written(resource), type]))
    const touched = resources.map(written).map((address) => ({ address, opens: opened.get(address) ?? null }))
    return readAs(Action, { tool, resources: touched, opensToWorld: toWorld }, "a deed")
  })
  const grants = Grants.map(grantOf)
  const moments = table("moment", Moments, (tick) => (tick === NEVER ? null : clock.at(tick)))
  const termsOf = (grant: GrantId, { holder, agent, reason, scope, durationMs }: Form): Digest =>
    termsDigest({ tenant: settings.tenant, grant, holder, agent, reason, scope, durationMs })
  const terms = table("terms", constants.Terms, ({ grant, form }) => termsOf(grantOf(grant), forms.of(form)))
  const byIdentity = namedActors(actors.entries)
  return {
    grants,
    clock,
    settings,
    settingsUnder: deployments.of,
    useCap: UseCap,
    actor: actors.of,
    caller: callers.of,
    form: forms.of,
    deed: deeds.of,
    factor: (form, moment) => {
      const at = moments.of(moment)
      return at === null ? null : { key: keyOf(forms.of(form).holder), at }
    },
    terms: terms.of,
    nameOf: {
      actor: byIdentity,
      caller: namedCallers(callers.entries, byIdentity),
      // Everything that was sealed has to be as the form says, and as the settings do.
      form: (grant, { tenant, requestedAt, lapsesAt, terms, ...kept }) => {
        const found = forms.entries.filter(
          ([, form]) =>
            FORM.every((part) => sameJson(form[part], kept[part])) &&
            tenant === settings.tenant &&
            lapsesAt === later(requestedAt, settings.requestMs) &&
            terms === termsOf(grant, form),
        )
        return onlyOne(
          "form",
          found.map(([name]) => name),
          kept,
        )
      },
      deed: named("deed", deeds.entries, (deed: Action) =>
        JSON.stringify([deed.tool, deed.resources, deed.opensToWorld]),
      ),
      factor: ({ holder, factor }) => {
        if (factor === null) return NEVER
        return factor.key === keyOf(holder) ? clock.tick(factor.at) : unsayable("factor", factor)
      },
      terms: named("terms", terms.entries, (digest: Digest) => digest),
      tick: (at) => (at === null ? NEVER : clock.tick(at)),
    },
  }
}

const FORM = ["holder", "agent", "reason", "scope", "durationMs"] as const
const FormParts = Terms.pick({ holder: true, agent: true, reason: true, scope: true, durationMs: true })

const pairsOf = (pairs: readonly ModelPair[]) => pairs.map(({ tool, prefix }) => ({ tool, prefix: written(prefix) }))

export const grantOf = (name: string): GrantId => readAs(GrantId, name, "a grant")

type Deployment = Constants["Deployments"][string]

const settingsOf = (given: Constants["Settings"], keyring: Keyring): Settings =>
  readAs(
    Settings,
    {
      tenant: given.tenant,
      keyring,
      minDurationMs: given.minDuration,
      maxDurationMs: given.maxDuration,
      requestMs: given.requestTime,
      factorMs: given.factorTime,
      grantable: given.grantable.map(({ tool, prefix, types }) => ({ tool, prefix: written(prefix), types })),
      cooldownMs: given.cooldown,
      requestRate: { max: given.rateMax, windowMs: given.rateWindow },
      maxActiveGrants: given.maxActive,
      countersigners: given.countersigners,
      allowSelfCountersign: given.allowSelf,
    },
    "the settings",
  )
