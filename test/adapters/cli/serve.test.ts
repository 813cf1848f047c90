import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it, onTestFinished } from "vitest"
import { createKey } from "../../../adapters/signer/file.ts"
import { interlock, killAll, serve } from "../../../demo/processes.ts"
import { makeWorld } from "../../../demo/world.ts"
import { tmp } from "../tmp.ts"

const world = async () => {
  const folder = tmp()
  const made = makeWorld(folder)
  await Effect.runPromise(createKey(join(folder, "server.key")))
  onTestFinished(killAll)
  return made
}

/** What `config check` warns of, a service says too. */
const WARNED = /^(?:warning: .*\n)+$/

describe("bin/interlock", () => {
  it("serves until it is asked to end, and ends with 0", async () => {
    const { config } = await world()
    const { url, stop } = await serve(config)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await stop()).toMatchObject({ code: 0, stderr: expect.stringMatching(WARNED) as string })
  })

  it("says in a sentence why it doesn't serve", async () => {
    const folder = tmp()
    const { config } = makeWorld(folder)
    const { code, stdout, stderr } = await interlock(["serve", "--config", config])
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr.replace(/^warning: .*\n/gm, "")).toBe(
      `interlock: there is no key at ${join(folder, "server.key")}: make it with \`interlock keys init\`\n`,
    )
  })

  it("exits with 2 for a command that there isn't", async () => {
    expect(await interlock(["frobnicate"])).toMatchObject({ code: 2, stdout: "" })
  })
})
