/**
 * A process of its own that delivers what waits in the log of `acme` to one webhook, once. Arguments: the ledger, the URL,
 * and `stuck` for one that gets no further than its first delivery: it never keeps its cursor.
 */
import { Effect, Layer } from "effect"
import { deliverOnce } from "../../../adapters/notify/deliver.ts"
import { WebhookUrl, webhook } from "../../../adapters/notify/webhook.ts"
import { sqliteStore } from "../../../adapters/store/sqlite.ts"
import { NoticeCursors, Receivers } from "../../../kernel/notices/ports.ts"
import { keys } from "../../kernel/ledger/fixtures.ts"
import { policyOf } from "../../kernel/notices/fixture.ts"
import { name, secret } from "./secrets.ts"

const [ledger = "", url = "", stuck] = process.argv.slice(2)
const store = sqliteStore(ledger)
const cursors = Layer.effect(
  NoticeCursors,
  Effect.map(NoticeCursors, ({ at, move }) =>
    NoticeCursors.of({ at, move: (...given) => (stuck === "stuck" ? Effect.sleep("1 hour") : move(...given)) }),
  ),
).pipe(Layer.provideMerge(store))
const receivers = Layer.succeed(Receivers, [webhook({ name: name(), url: WebhookUrl.parse(url), secret: secret() })])

const report = (line: string) => {
  process.stderr.write(`${line}\n`)
}
await Effect.runPromise(
  deliverOnce({ policies: [policyOf()], keys: keys(), report }).pipe(Effect.provide(Layer.merge(cursors, receivers))),
)
