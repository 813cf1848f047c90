import * as z from "zod"
import { Effect, Settings } from "../../../kernel/sessions/sessions.ts"
import { Duration } from "../../../kernel/time.ts"
import { DurationText } from "../duration.ts"
import { actorId, choice, count, list, mapOf, role, some, toolName } from "../entries.ts"
import { type Finding, type Found, type Known, childOf, found } from "../finding.ts"
import { sessionsRequired } from "../known.ts"
import { isNotThere } from "../nearest.ts"
import { sectionOf } from "../section.ts"
import { doubts } from "./doubts.ts"

/** How long a credential is good at most, and where nobody says how long. */
const CREDENTIAL_MS = Duration.parse(60_000)

const effect = choice(Effect.options)
const onceEach = (named: readonly string[]): boolean => new Set(named).size === named.length
const EACH_ONCE = "name each effect once"

const PairEntry = mapOf({
  tool: toolName,
  effects: some(effect, Effect.options.join(", ")).refine(onceEach, EACH_ONCE),
})

const { maxDepth } = Settings.shape
const depthAdvice = `write a whole number from 1 to ${maxDepth.maxValue}`

const SessionsEntry = mapOf({
  /** Whether agents call within a session alone. */
  required: sessionsRequired,
  /** How long a session lasts, and how long it goes on without a sign of life. */
  lifetime: DurationText,
  idle: DurationText,
  credential: DurationText.refine(
    (ms) => ms <= CREDENTIAL_MS,
    "a credential is good for one call: write at most 60s",
  ).prefault(CREDENTIAL_MS),
  /** How old the signature may be with which somebody opens a session, and how long what was proven by it counts as fresh. */
  factor: DurationText,
  maxDepth: z
    .int(depthAdvice)
    .min(1, depthAdvice)
    .max(maxDepth.maxValue ?? 1, depthAdvice),
  maxSessions: count(),
  /** The effects that take a fresh factor. */
  sensitive: list(effect, Effect.options.join(", ")).refine(onceEach, EACH_ONCE),
  /** What each agent may do, for whomever. */
  agents: z.record(
    actorId,
    list(PairEntry, "tools, each with its effects")
      .max(96, "write at most 96 tools")
      .refine((pairs) => onceEach(pairs.map(({ tool }) => tool)), "name each tool once"),
    "write a map from an agent's id to its tools, each with its effects",
  ),
  /** The roles of whoever says who is in the tenant, and who is out. */
  directory: some(role, "roles").max(32, "write at most 32 roles"),
})
type SessionsEntry = z.infer<typeof SessionsEntry>

/** Where a tenant doesn't speak of sessions nobody says who is in it, so that nobody can open one; and one from before is over. */
const ABSENT: SessionsEntry = {
  required: false,
  lifetime: Duration.parse(1),
  idle: Duration.parse(1),
  credential: Duration.parse(1),
  factor: Duration.parse(1),
  maxDepth: 1,
  maxSessions: 1,
  sensitive: [...Effect.options],
  agents: {},
  directory: [],
}

const sessionsOf = ({ lifetime, idle, credential, factor, ...rest }: SessionsEntry = ABSENT) => ({
  ...rest,
  sessionMs: lifetime,
  idleMs: idle,
  credentialMs: credential,
  factorMs: factor,
})

const agentFindings = ({ path, value: { agents } }: Found<SessionsEntry>, known: Known): readonly Finding[] =>
  Object.entries(agents).flatMap(([id, pairs]) => [
    ...whyNoAgent(id, known).map((message) => ({ path: [...path, "agents", id], message })),
    ...pairs.flatMap(({ tool }, index) =>
      known.toolNames.has(tool)
        ? []
        : [{ path: [...path, "agents", id, index, "tool"], message: isNotThere("tool", tool, known.toolNames) }],
    ),
  ])

const whyNoAgent = (id: string, { actorIds, kinds }: Known): readonly string[] => {
  if (!actorIds.has(id))
    return [
      isNotThere(
        "agent",
        id,
        [...kinds].flatMap(([known, kind]) => (kind === "agent" ? [known] : [])),
      ),
    ]
  const kind = kinds.get(id)
  return kind === undefined || kind === "agent"
    ? []
    : [`"${id}" is no agent, and sessions are opened for agents: name one`]
}

const sessionsFindings = (entry: Found<SessionsEntry>, known: Known): readonly Finding[] => {
  const { path, value } = entry
  return [
    ...agentFindings(entry, known),
    ...(value.idle < value.lifetime
      ? []
      : [
          {
            path: [...path, "idle"],
            message:
              "this is not shorter than lifetime, so that no session would ever be idle: lower one or raise the other",
          },
        ]),
  ]
}

/** Who opens sessions, for how long, and what agents may do in them. */
export const section = sectionOf({
  doubts,
  shape: { sessions: SessionsEntry.optional() },
  tool: { shape: {}, settings: () => ({}) },
  settings: ({ sessions }) => sessionsOf(sessions),
  findings: (tenant, known) =>
    found(SessionsEntry, childOf(tenant.value, "sessions"), [...tenant.path, "sessions"]).flatMap((entry) =>
      sessionsFindings(entry, known),
    ),
})
