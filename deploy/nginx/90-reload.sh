#!/bin/sh
# Run by the image's entry point: reads a renewed certificate within six hours; `deploy.sh ssl` does it at once.
set -eu
(
    while sleep 21600; do
        nginx -s reload
    done
) &
