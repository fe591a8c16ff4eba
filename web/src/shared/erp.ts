/** Makers of ERPs by the name that the API gives them. A newer server may know more. */
const VENDORS: Readonly<Record<string, string>> = {
  hubsoft: "HubSoft",
  ixcsoft: "IXC Provedor",
  mksolutions: "MK Solutions",
  sisgp: "SGP",
};

export const vendorOf = (erpType: string): string => VENDORS[erpType] ?? erpType;

/** The currency in which ERPs of Brazilian providers bill. */
export const BILLED_IN = "BRL";
