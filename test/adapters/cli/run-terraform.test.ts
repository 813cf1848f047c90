import { execFileSync, spawn } from "node:child_process"
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto"
import { once } from "node:events"
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it, onTestFinished, vi } from "vitest"
import * as z from "zod"
import { MAX_PLAN_BYTES } from "../../../adapters/executor/saved-plan.ts"
import { VerdictAnswer } from "../../../adapters/http/schemas.ts"
import { REAL_PLAN, TOOL } from "../../../demo/world.ts"
import { canonicalize } from "../../../kernel/canonical.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { PERMIT_TYPE, type Permit } from "../../../kernel/gate/permit.ts"
import { STAYS, meeting, renderingOf, standIn } from "../executor/stand-in.ts"
import { tmp } from "../tmp.ts"
import { cli } from "./cli.ts"
import { served } from "./served.ts"

const INTERLOCK = fileURLToPath(new URL("../../../bin/interlock", import.meta.url))
const bytes = (text: string) => new TextEncoder().encode(text)
const base64url = (data: Uint8Array) => Buffer.from(data).toString("base64url")

/** What an approved plan does, as the stand-in's plans say it. */
const APPROVED = "adds a record"
const OTHER = "destroys the database"

type Claims = Partial<Record<keyof Permit, unknown>>

/** An executor's machine with a saved plan, the gate's public key, a stand-in for Terraform, and a permit for that plan. */
const executor = (behaviour: Parameters<typeof standIn>[1] = {}) => {
  const folder = tmp()
  const at = (name: string) => join(folder, name)
  const temporary = at("tmp")
  mkdirSync(temporary)
  // Of this process itself, which is where the folder of temporary files is asked for.
  vi.stubEnv("TMPDIR", temporary)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const plan = at("plan.tfplan")
  writeFileSync(plan, APPROVED)
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  writeFileSync(at("gate.pem"), publicKey.export({ type: "spki", format: "pem" }), { mode: 0o644 })
  const { program, calls } = standIn(folder, behaviour)
  /** A permit as the gate signs it, for the approved plan unless the test says otherwise. */
  const permit = (changes: Claims = {}, key = privateKey): string => {
    const now = Math.floor(Date.now() / 1000)
    const payload = digestOf(renderingOf(APPROVED))
    const claims = {
      jti: "acme:7",
      tenant: "acme",
      call: "call_1",
      aud: TOOL,
      plan: payload,
      payload,
      artifact: digestOf(bytes(APPROVED)),
    }
    const body = canonicalize({ ...claims, iat: now, exp: now + 600, ...changes })
    const input = `${base64url(canonicalize({ alg: "EdDSA", kid: "k", typ: PERMIT_TYPE }))}.${base64url(body)}`
    return `${input}.${base64url(sign(null, Buffer.from(input), key))}`
  }
  const args = (...more: readonly string[]) => [
    ...["run", "terraform", "--public-key", at("gate.pem"), "--tenant", "acme", "--tool", TOOL],
    ...["--spent", at("spent"), "--terraform", program, ...(more.length === 0 ? [plan] : more)],
  ]
  const env = (presented: string) => ({ INTERLOCK_PERMIT: presented })
  const run = (presented: string, ...more: readonly string[]) => cli(args(...more), env(presented))
  /** The same as a process of its own, whose streams and signals are real. */
  const start = (presented: string, ...more: readonly string[]) => {
    const options = { env: { ...process.env, ...env(presented) }, stdio: "pipe", detached: true } as const
    const child = spawn(INTERLOCK, args(...more), options)
    onTestFinished(() => {
      child.kill("SIGKILL")
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    const ended = once(child, "close").then(([code]: unknown[]) => ({ code, stdout, stderr }))
    /** As a terminal does it: to everything that is in the foreground there. */
    const signal = (name: NodeJS.Signals) => process.kill(-z.number().parse(child.pid), name)
    return { child, ended, signal }
  }
  const applied = () => calls().flatMap(({ command, plan }) => (command === "apply" ? [plan] : []))
  const spent = () => readdirSync(at("spent")).length
  return { at, plan, program, permit, args, run, start, calls, applied, spent, left: () => readdirSync(temporary) }
}

describe("interlock run terraform", () => {
  it("renders the plan, holds the permit against both, spends it, applies, and leaves no copy", async () => {
    const { run, permit, calls, spent, left } = executor()
    const { code, stdout, stderr } = await run(permit())
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain(`(sha256:${digestOf(bytes(APPROVED))}) under the permit acme:7, which is spent`)
    expect(calls()).toMatchObject([
      { command: "show", options: ["-json", "-no-color"], plan: APPROVED, mode: 0o600 },
      { command: "apply", options: ["-input=false"], plan: APPROVED, mode: 0o600 },
    ])
    expect([spent(), left()]).toEqual([1, []])
  })

  it("tells programs what was verified and how it ended, and leaves standard output to that alone", async () => {
    const { start, plan, permit } = executor({ apply: "console.log('creating a record')" })
    const { code, stdout, stderr } = await start(permit(), "--json", plan).ended
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      jti: "acme:7",
      tenant: "acme",
      aud: TOOL,
      payload: digestOf(renderingOf(APPROVED)),
      artifact: digestOf(bytes(APPROVED)),
      status: 0,
      signal: null,
    })
    expect(stderr).toContain("creating a record")
  })

  it("passes on what Terraform prints", async () => {
    const { start, permit } = executor({ apply: "console.log('creating a record')" })
    expect((await start(permit()).ended).stdout).toMatch(/^creating a record\napplied /)
  })

  it("takes the permit from standard input, or from a file that only its owner reads, and from no argument", async () => {
    const { start, run, permit, plan, at } = executor()
    const { child, ended } = start("", "--permit-file", "-", plan)
    child.stdin.end(`${permit()}\n`)
    expect(await ended).toMatchObject({ code: 0 })
    writeFileSync(at("permit"), permit({ jti: "acme:8" }), { mode: 0o600 })
    expect(await run("", "--permit-file", at("permit"), plan)).toMatchObject({ code: 0 })
    writeFileSync(at("open"), permit({ jti: "acme:9" }), { mode: 0o644 })
    const refused = await run("", "--permit-file", at("open"), plan)
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("chmod 600")])
    expect(await run("")).toMatchObject({ code: 2, stderr: expect.stringContaining("INTERLOCK_PERMIT") as unknown })
    expect(await run("", "--permit", permit(), plan)).toMatchObject({ code: 2 })
  })

  it("gives Terraform no arguments by way of the environment, no permit and no API key", async () => {
    const { args, permit, calls } = executor()
    const env = {
      INTERLOCK_PERMIT: permit(),
      INTERLOCK_API_KEY: "ik_a",
      TF_CLI_ARGS: "-destroy",
      TF_CLI_ARGS_apply: "x",
    }
    expect(await cli(args(), { ...env, TF_VAR_region: "a", AWS_PROFILE: "a" })).toMatchObject({ code: 0 })
    for (const call of calls()) {
      expect(call.env).toEqual(expect.arrayContaining(["AWS_PROFILE", "TF_VAR_region"]))
      expect(call.env.filter((name) => /^INTERLOCK|^TF_CLI_ARGS/.test(name))).toEqual([])
    }
  })

  it.each([
    ["1", "process.exitCode = 1", "ended with 1", { status: 1, signal: null }],
    ["a status of its own", "process.exitCode = 3", "ended with 3", { status: 3, signal: null }],
    ["a signal", "process.kill(process.pid, 'SIGKILL')", "was ended by SIGKILL", { status: null, signal: "SIGKILL" }],
  ])("an apply that ends with %s has failed: 5, and how it ended is told", async (_, apply, words, ended) => {
    const { run, plan, permit, spent, left } = executor({ apply })
    const { code, stderr } = await run(permit())
    expect([code, stderr]).toEqual([5, expect.stringContaining(words)])
    expect(stderr).toContain("the permit acme:7 is spent")
    const told = await run(permit({ jti: "acme:8" }), "--json", plan)
    expect([told.code, JSON.parse(told.stdout)]).toMatchObject([5, ended])
    expect([spent(), left()]).toEqual([2, []])
  })
})

describe("attack 12: harmless JSON is approved, another plan file runs", () => {
  it("attack 12: case 31: a plan file that was exchanged after the approval is not run, nor rendered", async () => {
    const { run, permit, plan, calls, spent, left } = executor()
    writeFileSync(plan, OTHER)
    const { code, stdout, stderr } = await run(permit())
    expect([code, stdout]).toEqual([1, ""])
    expect(stderr).toContain("the permit is not for this saved plan")
    expect([calls(), spent(), left()]).toEqual([[], 0, []])
  })

  it("attack 12: another plan that renders to the very same is another plan", async () => {
    const { run, permit, plan, calls } = executor({ show: `process.stdout.write('{"rendered":"${APPROVED}"}\\n')` })
    writeFileSync(plan, OTHER)
    expect(await run(permit())).toMatchObject({ code: 1 })
    expect(calls()).toEqual([])
  })

  it("attack 12: case 31: harmless JSON was asked about beside the digest of a plan that does harm", async () => {
    const { run, permit, plan, applied, spent, left } = executor()
    writeFileSync(plan, OTHER)
    const { code, stderr } = await run(permit({ artifact: digestOf(bytes(OTHER)) }))
    expect([code, stderr]).toEqual([1, expect.stringContaining("renders this plan as other bytes")])
    expect(stderr).toContain("show -json PLAN > plan.json")
    expect([applied(), spent(), left()]).toEqual([[], 0, []])
  })

  it("attack 12: a plan that was asked about without its file is not run", async () => {
    const { run, permit, calls } = executor()
    const { code, stderr } = await run(permit({ artifact: null }))
    expect([code, stderr]).toEqual([1, expect.stringContaining("Ask the gate with `--artifact`")])
    expect(calls()).toEqual([])
  })

  it("attack 12: a file that is exchanged while it is checked changes nothing: the copy runs", async () => {
    const { run, permit, plan, applied } = executor({
      show: `writeFileSync(new URL("plan.tfplan", import.meta.url), "${OTHER}"); process.stdout.write('{"rendered":"${APPROVED}"}\\n')`,
    })
    expect(await run(permit())).toMatchObject({ code: 0 })
    expect([readFileSync(plan, "utf8"), applied()]).toEqual([OTHER, [APPROVED]])
  })

  it("attack 12: a link that becomes another file while it is checked changes nothing: the copy runs", async () => {
    const { run, permit, at, applied } = executor({
      show: `const link = new URL("link", import.meta.url); rmSync(link); writeFileSync(link, "${OTHER}"); process.stdout.write('{"rendered":"${APPROVED}"}\\n')`,
    })
    symlinkSync(at("plan.tfplan"), at("link"))
    expect(await run(permit(), at("link"))).toMatchObject({ code: 0 })
    expect([readFileSync(at("link"), "utf8"), applied()]).toEqual([OTHER, [APPROVED]])
  })

  it.each<[string, (other: ReturnType<typeof executor>) => string, string]>([
    ["another tenant's", ({ permit }) => permit({ tenant: "umbrella" }), "another tenant's"],
    ["for another tool", ({ permit }) => permit({ aud: "terraform.destroy" }), "for another tool"],
    ["too old", ({ permit }) => permit({ exp: Math.floor(Date.now() / 1000) - 1 }), "too old"],
    [
      "from a time to come",
      ({ permit }) => permit({ iat: Math.floor(Date.now() / 1000) + 300 }),
      "ahead of this machine",
    ],
    [
      "signed by another key",
      ({ permit }) => permit({}, generateKeyPairSync("ed25519").privateKey),
      "not signed by this gate's key",
    ],
    ["no permit at all", () => "approved, trust me", "not a permit"],
  ])("attack 12: nothing is started on a permit that is %s", async (_, presented, words) => {
    const it = executor()
    const { code, stdout, stderr } = await it.run(presented(it))
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(words)])
    expect([it.calls(), it.spent(), it.left()]).toEqual([[], 0, []])
  })

  it("attack 12: a permit runs its plan once: the second time nothing is started", async () => {
    const { run, permit, calls, spent } = executor()
    const presented = permit()
    expect(await run(presented)).toMatchObject({ code: 0 })
    const { code, stderr } = await run(presented)
    expect([code, stderr]).toEqual([1, expect.stringContaining("has been used")])
    expect([calls().length, spent()]).toEqual([2, 1])
  })

  it("attack 12: of two at one time one runs", async () => {
    const { start, permit, applied } = executor()
    const presented = permit()
    const codes = await Promise.all([start(presented).ended, start(presented).ended])
    expect(codes.map(({ code }) => code).toSorted()).toEqual([0, 1])
    expect(applied()).toEqual([APPROVED])
  })

  it("attack 12: a permit that ends while the plan is rendered runs nothing", async () => {
    const { run, permit, calls, applied, spent } = executor()
    const now = Date.now()
    const clock = vi.spyOn(Date, "now").mockImplementation(() => (calls().length === 0 ? now : now + 601_000))
    onTestFinished(() => {
      clock.mockRestore()
    })
    const { code, stderr } = await run(permit())
    expect([code, stderr]).toEqual([1, expect.stringContaining("too old")])
    expect([calls().length, applied(), spent()]).toEqual([1, [], 0])
  })

  it.each([
    ["prints garbage", "process.stdout.write('\\u0000\\u0001 garbage')", "renders this plan as other bytes"],
    ["prints nothing", "", "renders this plan as other bytes"],
    ["prints too much", "process.stdout.write('a'.repeat(64 * 1024 * 1024 + 1))", "more than anybody approves"],
    ["fails", "process.exitCode = 1", "can't render this plan"],
  ])("attack 12: a `show` that %s lets nothing run, and spends nothing", async (_, show, words) => {
    const { run, permit, applied, spent, left } = executor({ show })
    const { code, stdout, stderr } = await run(permit())
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(words)])
    expect([applied(), spent(), left()]).toEqual([[], 0, []])
  })

  it("attack 12: what `show` says beside is passed on, and can't rewrite a terminal", async () => {
    const { run, permit } = executor({
      show: "process.stderr.write('\\u001b[2Jno\\r\\nplan\\u202e'); process.exitCode = 1",
    })
    const { stderr } = await run(permit())
    expect(stderr).toContain("\\u{1b}[2Jno\nplan\\u{202e}\n")
  })

  it.each<[string, (plan: string) => void, string]>([
    [
      "missing",
      (plan) => {
        rmSync(plan)
      },
      "can't be read",
    ],
    [
      "a folder",
      (plan) => {
        rmSync(plan)
        mkdirSync(plan)
      },
      "is not a file",
    ],
    [
      "a pipe that nobody writes to",
      (plan) => {
        rmSync(plan)
        execFileSync("mkfifo", [plan])
      },
      "is not a file",
    ],
    [
      "a link to nothing",
      (plan) => {
        rmSync(plan)
        symlinkSync("nowhere", plan)
      },
      "can't be read",
    ],
    [
      "a link to a device",
      (plan) => {
        rmSync(plan)
        symlinkSync("/dev/zero", plan)
      },
      "is not a file",
    ],
    [
      "empty",
      (plan) => {
        truncateSync(plan, 0)
      },
      "is empty",
    ],
    [
      "huge",
      (plan) => {
        truncateSync(plan, MAX_PLAN_BYTES + 1)
      },
      "is larger than 256 MiB",
    ],
  ])("attack 12: a plan that is %s is no plan: 2, and nothing is started", async (_, make, words) => {
    const { run, permit, plan, calls, spent, left } = executor()
    make(plan)
    const { code, stdout, stderr } = await run(permit())
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(words)])
    expect([calls(), spent(), left()]).toEqual([[], 0, []])
  })

  it("attack 12: a key, or marks of what is spent, that others could change count for nothing", async () => {
    const { run, permit, at, calls } = executor()
    mkdirSync(at("spent"))
    execFileSync("chmod", ["777", at("spent")])
    expect(await run(permit())).toMatchObject({ code: 2, stderr: expect.stringContaining("chmod go-w") as unknown })
    execFileSync("chmod", ["700", at("spent")])
    execFileSync("chmod", ["666", at("gate.pem")])
    expect(await run(permit())).toMatchObject({ code: 2, stderr: expect.stringContaining("gate.pem") as unknown })
    expect(calls()).toEqual([])
  })

  it("case 31: through a real gate: what people approved is applied, and the plan beside it is not", async () => {
    const { as, sign: approve, deployer, bob, carol, written, folder } = await served()
    const { program, calls } = standIn(folder, {
      show: `process.stdout.write(readFileSync(text === "${APPROVED}" ? ${JSON.stringify(REAL_PLAN)} : "/dev/null"))`,
    })
    const file = written("plan.tfplan", APPROVED)
    const other = written("other.tfplan", OTHER)
    const gate = createPublicKey(createPrivateKey(readFileSync(join(folder, "server.key"))))
    const pem = written("gate.pem", gate.export({ type: "spki", format: "pem" }).toString())
    const asked = async (artifact: string): Promise<string> => {
      const call = ["--tool", TOOL, "--artifact", artifact]
      const { stdout } = await as(deployer, "ask", ...call, REAL_PLAN, "--json")
      const id = z.string().parse(VerdictAnswer.parse(JSON.parse(stdout)).request)
      for (const who of [bob, carol]) await approve(who, "approve", id)
      return (await as(deployer, "consume", ...call, id, REAL_PLAN)).stdout.trim()
    }
    const run = (presented: string, plan: string) =>
      cli(
        ["run", "terraform", "--public-key", pem, "--tenant", "acme", "--tool", TOOL].concat([
          "--spent",
          join(folder, "spent"),
          "--terraform",
          program,
          plan,
        ]),
        { INTERLOCK_PERMIT: presented },
      )
    const permit = await asked(file)
    expect(await run(permit, other)).toMatchObject({ code: 1 })
    expect(await run(permit, file)).toMatchObject({ code: 0 })
    expect(await run(await asked(other), other)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("renders this plan as other bytes") as unknown,
    })
    expect(
      calls()
        .filter(({ command }) => command === "apply")
        .map(({ plan }) => plan),
    ).toEqual([APPROVED])
  })
})

describe("a signal", () => {
  it.each([
    ["SIGINT", "SIGINT"],
    ["SIGTERM", "SIGTERM"],
    ["SIGHUP", "SIGTERM"],
  ] as const)("%s while applying reaches Terraform once, whose end is waited for", async (given, passed) => {
    const folder = tmp()
    const { socket, come } = await meeting(folder)
    const { start, permit, left, spent } = executor({
      apply: `for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => { console.log(name); setImmediate(() => process.exit(3)) });
        ${STAYS(socket)}`,
    })
    const { ended, signal } = start(permit())
    await come
    signal(given)
    const { code, stdout, stderr } = await ended
    expect([code, stdout]).toEqual([5, `${passed}\n`])
    expect(stderr).toContain("ended with 3")
    expect([left(), spent()]).toEqual([[], 1])
  })

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "attack 12: %s while a `show` hangs ends it: nothing ran, nothing is spent, no copy is left",
    async (given) => {
      const folder = tmp()
      const { socket, come } = await meeting(folder)
      const { start, permit, applied, left, spent } = executor({ show: STAYS(socket) })
      const { ended, signal } = start(permit())
      await come
      signal(given)
      expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining("was interrupted") as unknown })
      expect([applied(), left(), spent()]).toEqual([[], [], 0])
    },
  )

  it("attack 12: one that comes between rendering and applying lets nothing run, and spends nothing", async () => {
    const { run, permit, calls, applied, left, spent } = executor()
    const now = Date.now()
    const clock = vi.spyOn(Date, "now").mockImplementation(() => {
      // The command reads the clock a last time before the permit is spent.
      const isTheCommand = new Error().stack?.includes("run-terraform.ts") === true
      if (isTheCommand && calls().length === 1) process.emit("SIGHUP", "SIGHUP")
      return now
    })
    onTestFinished(() => {
      clock.mockRestore()
    })
    const { code, stderr } = await run(permit())
    expect([code, stderr]).toEqual([1, expect.stringContaining("interrupted: nothing ran")])
    expect([applied(), left(), spent()]).toEqual([[], [], 0])
  })
})

describe("what was read, and what was not", () => {
  it("case 31: `ask` says that a plan file was hashed and not read, and who compares the two", async () => {
    const { as, deployer, written } = await served()
    const file = written("plan.tfplan", APPROVED)
    const beside = await as(deployer, "ask", "--tool", TOOL, "--artifact", file, REAL_PLAN)
    expect(beside.stderr).toContain(`${file} was hashed and not read`)
    expect(beside.stderr).toContain("interlock run terraform")
    const alone = await as(deployer, "ask", "--tool", TOOL, REAL_PLAN)
    expect(alone.stderr).toMatch(/^only .* was read: .*--artifact/)
    expect((await as(deployer, "ask", "--tool", TOOL, REAL_PLAN, "--json")).stderr).toBe("")
  })

  it.each(["ask", "consume"])("case 31: so does `%s --help`", async (command) => {
    const { stdout } = await cli([command, "--help"])
    expect(stdout).toContain("--artifact is hashed and never read")
    expect(stdout).toContain("interlock run terraform")
  })
})
