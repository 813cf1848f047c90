import { generateKeyPairSync, randomBytes } from "node:crypto"
import { describe, expect, it } from "vitest"
import { newApiKey, ApiKeyId } from "../../adapters/identity/api-keys.ts"
import { withoutSecrets } from "../../adapters/secrets.ts"

const pem = (type: "pkcs8" | "sec1") =>
  type === "pkcs8"
    ? generateKeyPairSync("ed25519").privateKey.export({ type, format: "pem" }).toString()
    : generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type, format: "pem" }).toString()
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs1", format: "pem" })
  .toString()
const random = (bytes: number) => randomBytes(bytes).toString("base64")
const openssh = `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA${random(36)}\n${random(48)}\n-----END OPENSSH PRIVATE KEY-----\n`

/** Secrets of many kinds, each with what of it must not be seen. */
const secrets: readonly (readonly [kind: string, secret: string, parts: readonly string[]])[] = (
  [
    ["PKCS#8", pem("pkcs8")],
    ["SEC 1", pem("sec1")],
    ["PKCS#1", rsa],
    ["OpenSSH", openssh],
    ["encrypted", `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${random(48)}\n-----END ENCRYPTED PRIVATE KEY-----`],
    ["PGP", `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${random(48)}\n-----END PGP PRIVATE KEY BLOCK-----`],
  ] as const
).map(([kind, secret]) => [kind, secret, secret.split("\n").filter((line) => line !== "" && !line.startsWith("---"))])

const oneLine: readonly (readonly [string, string, string])[] = [
  ["an API key of ours", newApiKey(ApiKeyId.parse("deployer-1")).key, "deployer-1_"],
  ["a webhook's secret", `whsec_${random(32)}`, "whsec_A"],
  ["a GitHub token", `ghp_${"aB3".repeat(12)}`, "aB3aB3"],
  ["an AWS key id", "AKIAIOSFODNN7EXAMPLE", "IOSFODNN"],
  ["an AWS secret", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY42", "wJalrXUtn"],
  ["a Slack token", "xoxb-1234567890-abcdefghijkl", "1234567890"],
  ["a Vault token", "hvs.CAESIJ0123456789", "CAESIJ"],
  ["a JSON Web Token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln", "eyJzdWIi"],
  ["an age key", `AGE-SECRET-KEY-1${"QPZRY9X8".repeat(7)}`, "QPZRY9X8"],
  ["a PuTTY key", "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nabcd", "abcd"],
  ["a password in a URL", "https://bob:hunter2@db.example/x", "hunter2"],
  ["a password by its name", "password=hunter2", "hunter2"],
  ["a header", "Authorization: Bearer abcdefgh12345", "abcdefgh"],
  ["the private part of a JWK", `{"kty":"OKP","d":"Ab1${"cD2".repeat(14)}"}`, "cD2cD2"],
]

const written: readonly (readonly [string, (secret: string) => string])[] = [
  ["as it is", (secret) => secret],
  ["with line ends of Windows", (secret) => secret.replaceAll("\n", "\r\n")],
  ["folded to one line", (secret) => secret.trim().replaceAll("\n", " ")],
  ["with its line ends written out", (secret) => secret.replaceAll("\n", "\\n")],
  ["with its line ends escaped for a terminal", (secret) => secret.replaceAll("\n", "\\u{a}")],
  ["without its last line", (secret) => secret.trim().split("\n").slice(0, -1).join("\n")],
  ["without its first line", (secret) => secret.split("\n").slice(1).join("\n")],
]

describe("attack 28: a message that repeats what was written", () => {
  it.each(secrets)("has nothing of a private key (%s), however it is written", (_, secret, parts) => {
    for (const [how, change] of written) {
      const told = withoutSecrets(`"${change(secret)}" can't be it: name a file`)
      const seen = parts.filter((part) => part.length >= 24 && told.includes(part.slice(0, 24)))
      expect([how, seen]).toEqual([how, []])
      expect(told).toContain("name a file")
      expect(withoutSecrets(told)).toBe(told)
    }
  })

  it.each(oneLine)("has nothing of %s", (_, secret, part) => {
    const told = withoutSecrets(`"${secret}" can't be it`)
    expect(told).not.toContain(part)
    expect(told).toContain("can't be it")
    expect(withoutSecrets(told)).toBe(told)
  })

  it.each([
    "/srv/builds/work/interlock/interlock/test/corpus/terraform/replace-one.json",
    "/tmp/interlock-test-Ab3dEf/server.key",
    "req_0123456789abcdef01234567",
    `sha256:${"0123456789abcdef".repeat(4)}`,
    "the key SHA256:AbCdEf0123456789AbCdEf0123456789AbCdEf01234 belongs to somebody above",
    'aws_iam_role_policy_attachment.GithubActionsDeployRole["prod"]',
    "send the same command again with `--key 1772334000000-01234567-89ab-cdef-0123-456789abcdef`",
    "nothing came from http://127.0.0.1:7878/v1/approvals",
    "ik_…",
    "/tmp/interlock-test-HrKq74",
    "run `chmod go-w /srv/Gate-A1-B2-C3-D4/interlock.yaml`",
  ])("is left as it is where it has none: %s", (text) => {
    expect(withoutSecrets(text)).toBe(text)
  })
})

/** What a shape of a secret may be begun with, over and over: a name is whatever its sender likes. */
const begun = [
  "A",
  "A\n",
  "AAAAAAAA ",
  "-",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----",
  "AAAAAAAA-----END PRIVATE KEY",
  "eyJ",
]
const more = [
  "eyJ.",
  "ik_",
  "ik_a_",
  "a.",
  "a://b",
  "bearer ",
  "Aa1/",
  "token=",
  "SHA256:",
  "PuTTY-User-Key-File-",
  "xoxb-",
]

// Where a text could be read in more than one way, these would not end before the machine does.
it.each([...begun, ...more])("a text of nothing but %j is read to its end", (piece) => {
  const text = piece.repeat(Math.ceil(10_000 / piece.length))
  expect(withoutSecrets(withoutSecrets(text))).toBe(withoutSecrets(text))
})
