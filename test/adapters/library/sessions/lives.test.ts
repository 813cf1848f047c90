import { copyFileSync, existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { openGate } from "../../../../adapters/library/index.ts"
import { NO_HEADS, writeHeads } from "../../../../adapters/store/heads-file.ts"
import { clock } from "../break-glass/emergency.ts"
import { calling, onDisk } from "./calling.ts"
import { life } from "./life.ts"

const SECOND = 1 / 60

describe("in whatever life of its log, a session and a credential are themselves alone", () => {
  it("where the log starts again, the same commands bring others into being; the former are unknown", async () => {
    const { at } = clock()
    const deployed = calling()
    const former = await life(deployed)
    const session = await former.opened("bob")
    const credential = await former.minted(session)
    await former.gate.close()

    at(SECOND)
    const { opened, minted, ask, sessions, as } = await life(deployed)
    const other = await opened("bob")
    const anew = await minted(other)
    expect([other === session, anew.id === credential.id]).toEqual([false, false])
    expect(await ask(credential.token)).toEqual(["deny", "credentialIsKnown"])
    expect((await sessions.touch(as("bob").actor, { id: session })).type).toBe("unknown")
    expect(await ask(anew.token)).toEqual(["allow"])
  })

  it("where the log was put back to an older copy, too; and over a restart they are what they were", async () => {
    const { at } = clock()
    const deployed = calling(onDisk)
    const [store, copy] = [join(deployed.folder, "interlock.db"), join(deployed.folder, "copy.db")]
    const before = await life(deployed)
    await before.gate.close()
    copyFileSync(store, copy)
    const lost = await life(deployed)
    const session = await lost.opened("bob")
    const credential = await lost.minted(session)
    await lost.gate.close()

    const same = await life(deployed)
    expect((await same.sessionOf(session)).status).toBe("open")
    await same.gate.close()

    at(SECOND)
    copyFileSync(copy, store)
    await writeHeads(join(deployed.folder, "server.key.heads"), NO_HEADS)
    const { opened, minted, ask } = await life(deployed)
    const other = await opened("bob")
    const anew = await minted(other)
    expect([other === session, anew.id === credential.id]).toEqual([false, false])
    expect(await ask(credential.token)).toEqual(["deny", "credentialIsKnown"])
    expect(await ask(anew.token)).toEqual(["allow"])
  })
})

describe("a credential that was spent", () => {
  it("is not good again by putting the log back to before that: the gate doesn't open on it", async () => {
    clock()
    const deployed = calling(onDisk)
    const [store, copy] = [join(deployed.folder, "interlock.db"), join(deployed.folder, "copy.db")]
    const before = await life(deployed)
    const { token } = await before.minted(await before.opened("bob"))
    await before.gate.close()
    copyFileSync(store, copy)
    const spending = await life(deployed)
    expect(await spending.ask(token)).toEqual(["allow"])
    await spending.gate.close()

    const after = await life(deployed)
    expect(await after.ask(token)).toEqual(["deny", "credentialIsUnspent"])
    await after.gate.close()
    copyFileSync(copy, store)
    for (const beside of ["-wal", "-shm"]) if (existsSync(`${store}${beside}`)) rmSync(`${store}${beside}`)
    await expect(openGate(deployed.config())).rejects.toMatchObject({
      message: expect.stringContaining("records, and") as unknown,
    })
  })
})
