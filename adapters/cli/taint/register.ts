import type { Command } from "commander"

/** `interlock conversation …`, `interlock value …`, `interlock endorse …` */
export const register = (program: Command): void => {
  program.command("conversation").description("what is said between a person and those who act for them")
}
