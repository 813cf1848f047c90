import type { ProblemName } from "../http/problems.ts"

/** What to do about a problem at the command line, where what the service says speaks of HTTP; else the service's own words. */
const advice: Readonly<Partial<Record<ProblemName, string>>> = {
  malformed: "Mend what is named here:",
  unauthenticated: "Put it into INTERLOCK_API_KEY, or its file into --api-key-file; `interlock keys add` makes one.",
  "too-many-wrong-keys": "Mend the key in INTERLOCK_API_KEY or in --api-key-file, and try again in a minute.",
  refused: "Nothing has changed, and the refusal is recorded. What failed:",
  unknown:
    "`interlock list`, `break-glass status`, `budget show`, `budget reservations`, `call list`, `session list`, `subject list`, `conversation list` and `endorsement list` have the ids of your tenant that you may see.",
  "method-not-allowed": "The service is of another version than this command line.",
  "not-json": "The service is of another version than this command line.",
  "key-reused": "Leave --key out for a new ask; give it only to send the very same command again.",
  "too-many": "Nothing was read or decided. Try again AFTER; `limits` in the config says how much is let in.",
  "not-recorded": "Take it as a denial.",
  timeout: "Take it as a denial.",
  "clock-unfit":
    "Take it as a denial: nothing is decided or recorded. `interlock status` says what is wrong. Set the clock of the gate's machine right; where it is right, an administrator runs `interlock clock confirm`.",
}

const names: ReadonlyMap<string, string> = new Map(
  Object.entries(advice).map(([name, sentence]) => [`urn:interlock:problem:${name}`, sentence]),
)

const within = (seconds: number | null): string => {
  if (seconds === null || seconds <= 60)
    return seconds === null || seconds <= 1 ? "in a moment" : `in ${seconds} seconds`
  return seconds <= 7_200 ? `in ${Math.ceil(seconds / 60)} minutes` : `in ${Math.ceil(seconds / 3_600)} hours`
}

/**
 * @param type of the problem, as the service names it
 * @param retryAfter seconds after which it may be asked again, null where nobody says so
 */
export const adviceFor = (type: string, retryAfter: number | null): string | null =>
  names.get(type)?.replace("AFTER", within(retryAfter)) ?? null
