import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { Field } from "./Field";

const TOLD_MS = 2000;

/** Something to take elsewhere: read-only, with a button that copies it. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void navigator.clipboard.writeText(value).then(() => setCopied(true));
  return (
    <div className="flex items-start gap-1">
      <Field label={label} value={value} onChange={() => undefined} isReadOnly mono hint={hint} className="flex-1" />
      <IconButton label={`${t(($) => (copied ? $.copied : $.copy))}: ${label}`} onPress={copy} className="mt-7">
        {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      </IconButton>
      <span role="status" className="sr-only">
        {copied && t(($) => $.copied)}
      </span>
    </div>
  );
}
