export { PersonSearch } from "./PersonSearch";
