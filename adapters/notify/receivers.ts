import { readFileSync } from "node:fs"
import type { Writable } from "node:stream"
import { Data } from "effect"
import type { Receiver, ReceiverName } from "../../kernel/notices/ports.ts"
import { PrivateFileError, refuseOthers, withPrivateFile } from "../private-file.ts"
import { standardOutput } from "../streams.ts"
import { WebhookSecret } from "./signature.ts"
import { stdout } from "./stdout.ts"
import { type WebhookUrl, webhook } from "./webhook.ts"

/** Who is told, as the config file names them: by a signed POST, with the secret in a file, or on standard output. */
export type ReceiverEntry =
  | { readonly name: ReceiverName; readonly webhook: WebhookUrl; readonly secret: string }
  | { readonly name: ReceiverName; readonly stdout: true }

/** A webhook's secret can't be had from its file. The message says what to do, and never what the file holds. */
export class WebhookSecretError extends Data.TaggedError("WebhookSecretError")<{ readonly message: string }> {}

const secretIn = (file: string) => {
  const refused = (why: string) => new WebhookSecretError({ message: `no webhook secret is in ${file}: ${why}` })
  try {
    const text = withPrivateFile(file, (descriptor) => readFileSync(descriptor, "utf8")).trim()
    refuseOthers(file)
    const secret = WebhookSecret.safeParse(text)
    if (secret.success) return secret.data
  } catch (error) {
    throw refused(error instanceof PrivateFileError ? error.message : "the file can't be read")
  }
  throw refused("write whsec_ and the base64 of 24 to 64 random bytes, on one line")
}

/**
 * The receivers of a config file.
 * @throws WebhookSecretError
 */
export const receiversOf = (
  notify: readonly ReceiverEntry[],
  stream: () => Writable = standardOutput,
): readonly Receiver[] =>
  notify.map((entry) =>
    "stdout" in entry
      ? stdout(entry.name, stream())
      : webhook({ name: entry.name, url: entry.webhook, secret: secretIn(entry.secret) }),
  )
