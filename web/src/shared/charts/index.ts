export { AreaChart, Legend, type Series } from "./AreaChart";
export { Funnel } from "./Funnel";
export { Heat } from "./Heat";
export { Spark } from "./Spark";
