import { Mic } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { IconButton } from "@/shared/ui";

const Recorder = lazily(() => import("./Recorder"), "Recorder");

/** A message that is spoken. */
export function VoiceNote({ onRecorded }: { onRecorded: (sound: Blob) => void }) {
  const { t } = useTranslation("inbox");
  const [recording, setRecording] = useState(false);
  if (!recording)
    return (
      <IconButton label={t(($) => $.composer.voice)} onPress={() => setRecording(true)}>
        <Mic aria-hidden />
      </IconButton>
    );
  return (
    <Suspense>
      <Recorder onRecorded={onRecorded} onEnd={() => setRecording(false)} />
    </Suspense>
  );
}
