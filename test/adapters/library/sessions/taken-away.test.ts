import { describe, expect, it } from "vitest"
import { CredentialError } from "../../../../adapters/library/errors.ts"
import { keyPair } from "../../identity/jws.ts"
import { clock } from "../break-glass/emergency.ts"
import { type Calling, calling, onDisk } from "./calling.ts"
import { life } from "./life.ts"

const SECOND = 1 / 60

/** The deployment after somebody has changed its config. */
const changed = (deployed: Calling, change: (text: string) => string): Calling => {
  const text = change(deployed.text)
  if (text === deployed.text) throw new Error("nothing is changed")
  return { ...deployed, text, config: () => deployed.config(text) }
}
const anotherKey = ({ keys }: Calling, text: string) => text.replace(keys.deployer.x, keyPair().x)
const without =
  (name: string) =>
  (_: Calling, text: string): string =>
    text
      .replace(new RegExp(`\\n +- \\{ id: ${name}, [^\\n]*`), "")
      .replace(new RegExp(`, ${name}: \\[.*\\] \\}`), " }")
      .replace(`ops: [alice, ${name}, carol]`, "ops: [alice, carol]")
/** What the config says of the tool alone. */
const ofNotes =
  (was: string, is: string) =>
  (_: Calling, text: string): string =>
    text.replace(new RegExp(`(name: notes.write, .*)${was}`), `$1${is}`)

/** What becomes of a credential to write, of bob's agent, that was minted a second before the gate is restarted with another config. */
const afterwards = async (change: ((was: Calling, text: string) => string) | null) => {
  const { at } = clock()
  const deployed = calling(onDisk)
  const before = await life(deployed)
  const session = await before.opened("bob")
  const { token } = await before.minted(session)
  await before.gate.close()
  at(SECOND)
  const after = await life(change === null ? deployed : changed(deployed, (text) => change(deployed, text)))
  return { ...after, at, session, token }
}

/** How a call is decided, or why nobody is let in with it. */
const told = async ({ ask, token }: Awaited<ReturnType<typeof afterwards>>) =>
  ask(token).catch((error: unknown) => [error instanceof CredentialError ? error.reason : error])

describe("what is taken away while a credential is out, is felt at the first call after that:", () => {
  it("where nothing was, it is good", async () => {
    expect(await told(await afterwards(null))).toEqual(["allow"])
  })

  it.each([
    ["another key is its agent's", "key", anotherKey],
    ["its agent is gone", "key", without("deployer")],
    ["its person is gone", "person", without("bob")],
  ] as const)("%s", async (_, why, change) => {
    expect(await told(await afterwards(change))).toEqual([why])
  })

  it.each([
    ["its tool may destroy", ["effectIsWithinCredential", "nothingIsDestroyed"], ofNotes("write,", "destructive,")],
    [
      "its tool may no longer write",
      ["policyAllows", "writesNeedNoApproval"],
      ofNotes("writes: allow", "writes: deny"),
    ],
    ["its tool is gone", ["toolIsKnown"], (_: Calling, text: string) => text.replaceAll("notes.write", "notes.read")],
  ] as const)("%s", async (_, why, change) => {
    expect(await told(await afterwards(change))).toEqual(["deny", ...why])
  })

  it("less is left to its agent: that is asked when it mints, so that what it had is over within a minute", async () => {
    const restarted = await afterwards((_, text) =>
      text.replace(/(, deployer: \[\{ tool: notes.write, effects: )\[read, write\]/, "$1[read]"),
    )
    await expect(restarted.minted(restarted.session)).rejects.toThrow("scopeIsWithinAgent")
    restarted.at(1, { before: true })
    expect(await told(restarted)).toEqual(["allow"])
    restarted.at(1)
    expect(await told(restarted)).toEqual(["deny", "credentialIsUnexpired", "credentialIsUnspent"])
  })
})
