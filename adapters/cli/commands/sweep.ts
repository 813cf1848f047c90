import { openGateBeside } from "../../library/open.ts"
import { say, sayJson, warn } from "../terminal.ts"

/** `interlock sweep`: ends what is overdue and tells who is to be told, once, for those who run it from outside. Nothing waits for it. */
export const sweep = async ({ config, json }: { readonly config: string; readonly json?: boolean }): Promise<void> => {
  const gate = await openGateBeside(config)
  try {
    const ended = await gate.sweep()
    const told = await gate.notices.deliverOnce(warn)
    if (json === true) sayJson({ ended, told })
    else say(`${ended} ended, ${told} notices delivered`)
  } finally {
    await gate.close()
  }
}
