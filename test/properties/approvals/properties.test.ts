import { everyProperty } from "../every-property.ts"
import { scenario } from "./draws.ts"
import { play } from "./play.ts"
import { properties } from "./properties.ts"

everyProperty(properties, scenario(), (drawn) => play(drawn))
