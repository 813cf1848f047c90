import { WebhookSecret } from "../../../adapters/notify/signature.ts"
import { ReceiverName } from "../../../kernel/notices/ports.ts"

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`
export const secret = () => WebhookSecret.parse(SECRET)
export const name = (text = "pager") => ReceiverName.parse(text)
