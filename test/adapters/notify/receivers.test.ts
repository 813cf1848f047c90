import { chmodSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { WebhookSecretError, receiversOf } from "../../../adapters/notify/receivers.ts"
import { WebhookUrl } from "../../../adapters/notify/webhook.ts"
import { tmp } from "../tmp.ts"
import { SECRET, name } from "./secrets.ts"

const entry = (text: string, mode = 0o600) => {
  const secret = join(tmp(), "pager.secret")
  writeFileSync(secret, text)
  chmodSync(secret, mode)
  return { name: name(), webhook: WebhookUrl.parse("https://pager.example/hook"), secret }
}

const inOpenFolder = <Entry extends { readonly secret: string }>(given: Entry): Entry => {
  chmodSync(dirname(given.secret), 0o777)
  return given
}

describe("the receivers of a config file", () => {
  it("are the ones that it names", () => {
    const receivers = receiversOf([entry(`${SECRET}\n`), { name: name("console"), stdout: true }])
    expect(receivers.map((receiver) => receiver.name)).toEqual(["pager", "console"])
  })

  it.each([
    ["others can read the file", () => entry(SECRET, 0o640), "chmod 600"],
    ["attack 23: others can change its folder", () => inOpenFolder(entry(SECRET)), "chmod go-w"],
    ["it holds something else", () => entry("hunter2hunter2hunter2"), "write whsec_"],
    ["it is too short", () => entry(`whsec_${Buffer.alloc(8).toString("base64")}`), "write whsec_"],
    ["it isn't there", () => ({ ...entry(SECRET), secret: "/nowhere/pager.secret" }), "can't be read"],
  ])("are refused where a secret can't be trusted: %s", (_, given, why) => {
    const receiver = given()
    const open = () => receiversOf([receiver])
    expect(open).toThrow(WebhookSecretError)
    expect(open).toThrow(why)
    expect(open).not.toThrow("hunter2")
  })
})
