export { AreaChart, Legend } from "./AreaChart";
export { Funnel } from "./Funnel";
export { Heat } from "./Heat";
export { Spark } from "./Spark";
